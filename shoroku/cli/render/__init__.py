"""How results look to a person. Importing these modules loads rich; commands import them when they print."""
