"""Who signs in, the codes that they sign in with, and the letters on their way to them."""

from .code import SignInCode
from .letter import Letter
from .user import OfficerRole, User, UserManager, UserQuerySet, new_salt

__all__ = ["Letter", "OfficerRole", "SignInCode", "User", "UserManager", "UserQuerySet", "new_salt"]
