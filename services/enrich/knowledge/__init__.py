"""What annotate knows before it reads: tables of actors, places and event words, and the compiled gazetteer."""
