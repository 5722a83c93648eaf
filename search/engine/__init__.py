"""The engine of the search: index, query, ranking and snippets, in memory; knows neither requests nor tables."""
