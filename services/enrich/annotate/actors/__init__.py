"""Who is named: names with the words of office beside them, by the article's day, and whose they are."""
