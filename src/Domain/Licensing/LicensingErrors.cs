namespace Cesuur.Domain.Licensing;

public static class LicensingErrors
{
    public static readonly DomainError LicenceExpired =
        new("licence_expired", ErrorKind.Conflict, "The organisation has no licence that is valid now");

    public static readonly DomainError DepartmentsNotLicensed =
        new("departments_not_licensed", ErrorKind.Conflict, "Departments need a licence of the kind departments");

    public static readonly DomainError NotASandbox =
        new("not_a_sandbox", ErrorKind.Conflict, "Only a sandbox organisation can move its clock");

    public static readonly DomainError FrontEndUrlInvalid =
        new("front_end_url_invalid", ErrorKind.Invalid, "The front end is an https URL, or http on the machine itself, without a fragment");
}
