"""Train: the person's text in, a forecast, a live chart, and whether it helped."""
