"""Blank forms for the units (报送表): workbooks made from the datasets, and the layout by which they are known again."""
