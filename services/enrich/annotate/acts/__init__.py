"""What happened: the words of a sentence that tell an act, and which of them are meant as one."""
