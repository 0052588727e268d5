"""The judge: rows, sheets and files against the expectation suites; what breaks a rule becomes a finding."""
