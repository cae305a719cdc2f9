"""Where the work is done: on this machine, or on Spark. What is found and counted does not depend on it."""
