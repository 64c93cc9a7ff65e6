namespace Cesuur.Domain;

/// <summary>What kind of refusal an error is; the API answers each kind with one HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>Could not be read at all (400).</summary>
    Malformed,

    /// <summary>No, or no longer valid, credentials (401).</summary>
    Unauthenticated,

    /// <summary>A known thing that this credential may see but not do (403).</summary>
    Forbidden,

    /// <summary>Absent, or not yours: the two are not told apart (404).</summary>
    NotFound,

    /// <summary>The route exists with other methods (405).</summary>
    MethodNotAllowed,

    /// <summary>The state of the thing forbids it (409).</summary>
    Conflict,

    /// <summary>The resource changed since it was read, or is not spoken of in the version that the caller assumes (412).</summary>
    Stale,

    /// <summary>Larger than what is accepted (413).</summary>
    TooLarge,

    /// <summary>A body of a type that is not read here (415).</summary>
    UnsupportedMediaType,

    /// <summary>A range that is not there, or not to be had any more (416).</summary>
    RangeNotSatisfiable,

    /// <summary>Understood, but wrong (422).</summary>
    Invalid,

    /// <summary>Too often (429).</summary>
    Throttled,

    /// <summary>A defect of ours (500).</summary>
    Internal,

    /// <summary>Cannot be done just now; trying again is right (503).</summary>
    Unavailable,
}

/// <summary>An entry of the catalogue of errors. <paramref name="Code"/> is stable: clients branch on it.</summary>
public sealed record DomainError(string Code, ErrorKind Kind, string Title);

/// <summary>One wrong place in a request: a JSON Pointer, a code, and what is wrong there.</summary>
public sealed record ErrorDetail(string Pointer, string Code, string Detail);

/// <summary>An illegal request or transition. One handler turns it into a problem; nobody else catches it.</summary>
#pragma warning disable CA1032 // An exception without an error from the catalogue has no meaning here
public sealed class DomainException(DomainError error, string? detail = null, params IReadOnlyList<ErrorDetail> errors)
    : Exception(detail ?? error.Title)
#pragma warning restore CA1032
{
    public DomainError Error { get; } = error;

    public IReadOnlyList<ErrorDetail> Errors { get; } = errors;

    /// <summary>When trying again makes sense; absent: the kind of error decides.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
