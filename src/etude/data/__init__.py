"""Reading, typing, surveying and splitting the data of a study."""
