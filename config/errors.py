class Misconfigured(SystemExit):
    """Something that the operator must put right, said in one line.

    Python itself prints the line of a `SystemExit` on standard error and ends with status 1, without a traceback,
    whichever command was reading the settings.
    """
