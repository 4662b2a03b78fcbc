"""Intake of returns (报送数据的接收): files → checked rows, every fault named, a file taken whole or not at all."""
