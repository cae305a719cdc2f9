"""Statistics of cases (案例统计): figures with numerator, denominator, coverage and the quotes behind them.

``tables.yaml`` says what each row counts, ``published.yaml`` what others published. No clock and no float is in a
figure.
"""
