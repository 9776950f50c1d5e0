# SPDX-License-Identifier: Apache-2.0
"""Reading other people's lists of trusted authorities; whether to believe them, a person says."""
