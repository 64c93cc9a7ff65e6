namespace Cesuur.Domain.Catalogue;

/// <summary>Why a content package is not imported. What is wrong with single files stands in the job's errors, by codes of its own.</summary>
public static class PackageErrors
{
    public static readonly DomainError PathUnsafe =
        new("package_path_unsafe", ErrorKind.Invalid, "A path in the package leads out of it");

    public static readonly DomainError DuplicateFile =
        new("package_duplicate_file", ErrorKind.Invalid, "The package holds two files of one name");

    public static readonly DomainError ManifestMissing =
        new("package_manifest_missing", ErrorKind.Invalid, "The package has no imsmanifest.xml");

    public static readonly DomainError ManifestInvalid =
        new("package_manifest_invalid", ErrorKind.Invalid, "The manifest of the package cannot be read");

    public static readonly DomainError DuplicateIdentifier =
        new("package_duplicate_identifier", ErrorKind.Invalid, "The manifest names two resources by one identifier");

    public static readonly DomainError TooManyItems =
        new("package_too_many_items", ErrorKind.Invalid, "The package has more items than a package may");

    public static readonly DomainError NothingToImport =
        new("package_without_items", ErrorKind.Invalid, "The package has no test and no items that could be imported");

    public static readonly DomainError SeveralTests =
        new("package_several_tests", ErrorKind.Invalid, "A package of several tests is not one version of a test");

    public static readonly DomainError Refused =
        new("package_refused", ErrorKind.Invalid, "Parts of the package cannot be imported faithfully; nothing was imported");

    public static readonly DomainError DetailsMissing =
        new("package_details_missing", ErrorKind.Invalid, "QTI does not say which skill a test measures; it is given with the import");
}
