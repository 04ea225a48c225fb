"""What is said to be new: by the grammar of the clause that bears a cue, else by the weight of what speaks for it."""
