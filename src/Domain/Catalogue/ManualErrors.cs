namespace Cesuur.Domain.Catalogue;

public static class ManualErrors
{
    public static readonly DomainError NotPdf =
        new("manual_not_pdf", ErrorKind.Invalid, "A manual is a PDF, and this file is none");
}
