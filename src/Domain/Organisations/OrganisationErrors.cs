namespace Cesuur.Domain.Organisations;

public static class OrganisationErrors
{
    public static readonly DomainError EmailTaken =
        new("email_taken", ErrorKind.Conflict, "A user with this e-mail address exists already");

    public static readonly DomainError ActivationInvalid =
        new("activation_invalid", ErrorKind.Invalid, "The activation link is unknown, used or expired");

    public static readonly DomainError SignInFailed =
        new("sign_in_failed", ErrorKind.Unauthenticated, "Organisation, e-mail address or password is not right");

    public static readonly DomainError TeacherLicenceFull =
        new("teacher_licence_full", ErrorKind.Conflict, "A teacher licence has exactly one user");
}
