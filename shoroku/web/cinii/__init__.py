"""The interface of CiNii Research over a library: OpenSearch v1 and v2, and records in its formats.

Programs that were written for cir.nii.ac.jp work when their host is changed. docs/cinii-api.md says what is the same.
"""

from shoroku.web.cinii.routes import routes

__all__ = ["routes"]
