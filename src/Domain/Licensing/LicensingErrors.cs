namespace Cesuur.Domain.Licensing;

public static class LicensingErrors
{
    public static readonly DomainError LicenceExpired =
        new("licence_expired", ErrorKind.Conflict, "The organisation has no licence that is valid now");

    public static readonly DomainError DepartmentsNotLicensed =
        new("departments_not_licensed", ErrorKind.Conflict, "Departments need a licence of the kind departments");

    public static readonly DomainError LicenceOverlap =
        new("licence_overlap", ErrorKind.Conflict, "The organisation has a licence in that year already");

    public static readonly DomainError StartOutOfRange =
        new("licence_start_out_of_range", ErrorKind.Invalid, "A licence does not begin so far from now");

    public static readonly DomainError DowngradeRefused =
        new("licence_downgrade_refused", ErrorKind.Conflict, "The organisation uses what this kind of licence does not allow");

    public static readonly DomainError TeacherLicenceFull =
        new("teacher_licence_full", ErrorKind.Conflict, "A teacher licence has exactly one user");

    public static readonly DomainError RolesNotAvailable =
        new("roles_not_available", ErrorKind.Conflict, "The licence does not allow a user with these roles");

    public static readonly DomainError OrganisationSuspended =
        new("organisation_suspended", ErrorKind.Forbidden, "The organisation is suspended");

    public static readonly DomainError CodesNotUsable =
        new("code_not_usable", ErrorKind.Conflict, "The access code cannot be used now; ask whoever gave it");

    public static readonly DomainError OperatorNotSuspendable =
        new("operator_not_suspendable", ErrorKind.Conflict, "The organisation that runs the platform cannot be suspended");

    public static readonly DomainError NotASandbox =
        new("not_a_sandbox", ErrorKind.Conflict, "Only a sandbox organisation can move its clock");

    public static readonly DomainError EntitlementOfTwoKinds =
        new("entitlement_of_two_kinds", ErrorKind.Invalid, "An entitlement is to one test, to a field of study, or to all tests");

    public static readonly DomainError FrontEndUrlInvalid =
        new("front_end_url_invalid", ErrorKind.Invalid, "The front end is an https URL, or http on the machine itself, without a fragment");
}
