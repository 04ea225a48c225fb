"""Articles in, developments out: annotate finds actors, places and claims; novelty decides what is new."""
