"""Files of one machine: locks, trees that change as a whole, ETags as nginx makes them."""
