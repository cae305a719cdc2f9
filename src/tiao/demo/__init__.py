"""A synthetic seized folder (查获数据). Its generator books the truth by itself, apart from the engine under test."""
