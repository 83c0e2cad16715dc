"""What is injected, over the API: ingredients, classes, products, cocktails, interactions, clinical uses,
protocols and routes, read-only. What authorities say of them is in `registry.api`.
"""
