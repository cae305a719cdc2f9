"""The ledger to counted pieces (条): how many, by which method, with what left out and why."""
