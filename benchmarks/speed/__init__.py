"""How fast the answers are, beside other matchers: same lists, same queries, same cores, answers
checked.
"""
