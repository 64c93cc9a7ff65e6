namespace Cesuur.Domain.Organisations;

public static class OrganisationErrors
{
    public static readonly DomainError EmailTaken =
        new("email_taken", ErrorKind.Conflict, "A user with this e-mail address exists already");

    public static readonly DomainError DepartmentNameTaken =
        new("department_name_taken", ErrorKind.Conflict, "Another department of the organisation has this name");

    public static readonly DomainError DepartmentInUse =
        new("department_in_use", ErrorKind.Conflict, "There is something in the department");

    public static readonly DomainError RolesAndDepartment =
        new("roles_and_department", ErrorKind.Invalid, "These roles do not go with this department, or with none");

    public static readonly DomainError LastAdmin =
        new("last_admin", ErrorKind.Conflict, "The organisation would have no admin left");

    public static readonly DomainError UserInUse =
        new("user_in_use", ErrorKind.Conflict, "The user has invited candidates and cannot be deleted; deactivate instead");

    public static readonly DomainError NotATeacher =
        new("not_a_teacher", ErrorKind.Conflict, "Only a teacher has groups");

    public static readonly DomainError ActivationInvalid =
        new("activation_invalid", ErrorKind.Invalid, "The activation link is unknown, used or expired");

    public static readonly DomainError SignInFailed =
        new("sign_in_failed", ErrorKind.Unauthenticated, "Organisation, e-mail address or password is not right");

    public static readonly DomainError SecondFactorRequired =
        new("second_factor_required", ErrorKind.Unauthenticated, "A code of the second factor is needed too");

    public static readonly DomainError RefreshFailed =
        new("refresh_failed", ErrorKind.Unauthenticated, "The refresh token is unknown or used, or its session has ended");

    public static readonly DomainError PasswordResetInvalid =
        new("password_reset_invalid", ErrorKind.Invalid, "The link for a new password is unknown, used or expired");

    public static readonly DomainError UserNotInvited =
        new("user_not_invited", ErrorKind.Conflict, "The user has set a password already or is deactivated");

    public static readonly DomainError UserNotDeactivated =
        new("user_not_deactivated", ErrorKind.Conflict, "The user is not deactivated");

    public static readonly DomainError TwoFactorOn =
        new("two_factor_on", ErrorKind.Conflict, "Two-factor sign-in is on already");

    public static readonly DomainError TwoFactorOff =
        new("two_factor_off", ErrorKind.Conflict, "Two-factor sign-in is not on");

    public static readonly DomainError TwoFactorNotPending =
        new("two_factor_not_pending", ErrorKind.Conflict, "There is no set-up of two-factor sign-in to confirm");
}
