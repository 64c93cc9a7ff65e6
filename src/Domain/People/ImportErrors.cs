namespace Cesuur.Domain.People;

public static class ImportErrors
{
    public static readonly DomainError FileEmpty =
        new("import_file_empty", ErrorKind.Invalid, "The file has no header or no rows");

    public static readonly DomainError FileUnreadable =
        new("import_file_unreadable", ErrorKind.Invalid, "The file cannot be read as the format that it is, or should be");

    public static readonly DomainError FileTooMuch =
        new("import_too_much", ErrorKind.Invalid, "The file holds more than an import may");

    public static readonly DomainError Columns =
        new("import_columns", ErrorKind.Invalid, "The columns of the file are not those of an import");

    public static readonly DomainError RowsRefused =
        new("import_rows_refused", ErrorKind.Invalid, "Rows of the file are wrong; nothing was imported");

    // Codes of single cells and rows, in a job's errors.
    public const string Required = "required";
    public const string TooLong = "too_long";
    public const string InvalidValue = "invalid_value";
    public const string InvalidEmail = "invalid_email";
    public const string InvalidDate = "invalid_date";
    public const string FormulaNotAllowed = "formula_not_allowed";
    public const string TooManyCells = "too_many_cells";
    public const string DuplicateInFile = "duplicate_in_file";
    public const string CandidateAmbiguous = "candidate_ambiguous";
    public const string ReferenceNotFound = "reference_not_found";
    public const string UsersWriteNeeded = "users_write_needed";
    public const string ExternalIdTaken = "external_id_taken";
}
