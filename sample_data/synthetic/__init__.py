"""Generator of the synthetic workspaces: one module a field, one profile a workspace.

timeline ─▶ profile ─▶ catalogue ─▶ volumes ─▶ cases ─▶ the other fields ─▶ arrow tables
"""
