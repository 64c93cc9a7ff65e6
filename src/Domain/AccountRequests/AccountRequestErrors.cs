namespace Cesuur.Domain.AccountRequests;

public static class AccountRequestErrors
{
    public static readonly DomainError Invalid =
        new("account_request_invalid", ErrorKind.Invalid, "No organisation could begin with these users");

    public static readonly DomainError UnsupportedFileType =
        new("unsupported_file_type", ErrorKind.Invalid, "A document is a PDF, a PNG or a JPEG, by its content");

    public static readonly DomainError FileTooLarge =
        new("file_too_large", ErrorKind.TooLarge, "A document has at most 10 MiB");

    public static readonly DomainError Decided =
        new("account_request_decided", ErrorKind.Conflict, "The request has been approved or rejected already");

    public static readonly DomainError FieldsWithoutTests =
        new("fields_without_tests", ErrorKind.Conflict, "The publisher has no tests of some of the fields that are asked for");
}
