using Cesuur.Domain;

namespace Cesuur.Api.Http;

/// <summary>The errors that belong to no feature.</summary>
internal static class HttpErrors
{
    public static readonly DomainError MalformedJson =
        new("malformed_json", ErrorKind.Malformed, "The body is not well-formed JSON");

    public static readonly DomainError MalformedRequest =
        new("malformed_request", ErrorKind.Malformed, "The request cannot be read");

    public static readonly DomainError MalformedCursor =
        new("malformed_cursor", ErrorKind.Malformed, "The cursor is not one of this list and this order");

    public static readonly DomainError Invalid =
        new("invalid_request", ErrorKind.Invalid, "The request is understood but something in it is wrong");

    public static readonly DomainError Unauthenticated =
        new("unauthenticated", ErrorKind.Unauthenticated, "A valid credential is needed");

    public static readonly DomainError InsufficientScope =
        new("insufficient_scope", ErrorKind.Forbidden, "This credential may not do this");

    public static readonly DomainError NotFound =
        new("not_found", ErrorKind.NotFound, "There is no such resource");

    public static readonly DomainError RouteNotFound =
        new("route_not_found", ErrorKind.NotFound, "There is no such route");

    public static readonly DomainError MethodNotAllowed =
        new("method_not_allowed", ErrorKind.MethodNotAllowed, "The route does not know this method");

    public static readonly DomainError UnsupportedMediaType =
        new("unsupported_media_type", ErrorKind.UnsupportedMediaType, "The body is not of a content type that is read here");

    public static readonly DomainError BodyTooLarge =
        new("body_too_large", ErrorKind.TooLarge, "The body is too large");

    public static readonly DomainError SearchTooBroad =
        new("search_too_broad", ErrorKind.Invalid, "More than 10,000 match: sort by name, or search for more of it");

    public static readonly DomainError Stale =
        new("stale", ErrorKind.Stale, "The resource has changed since it was read");

    public static readonly DomainError ConcurrentChange =
        new("concurrent_change", ErrorKind.Conflict, "Somebody else changed the resource at the same moment; try again");

    public static readonly DomainError IdempotencyKeyReused =
        new("idempotency_key_reused", ErrorKind.Invalid, "The idempotency key was used with another request");

    public static readonly DomainError IdempotencyInProgress =
        new("idempotency_in_progress", ErrorKind.Conflict, "The request with this idempotency key is still running");

    public static readonly DomainError TooManyRequests =
        new("too_many_requests", ErrorKind.Throttled, "Too many requests; try again later");

    public static readonly DomainError DatabaseUnavailable =
        new("database_unavailable", ErrorKind.Unavailable, "The database cannot be reached; try again later");

    public static readonly DomainError Internal =
        new("internal_error", ErrorKind.Internal, "Something went wrong on our side");

    /// <summary>Codes of single members, in <c>errors</c>.</summary>
    public const string ReferenceNotFound = "reference_not_found";

    /// <summary>The refusal of ids in a body that are malformed, absent or foreign, which are one and the same.</summary>
    public static DomainException References(IEnumerable<string> pointers) => new(Invalid, errors:
        [.. pointers.Select(pointer => new ErrorDetail(pointer, ReferenceNotFound, "There is no such resource."))]);

    public static DomainException Member(string pointer, string code, string detail) =>
        new(Invalid, errors: new ErrorDetail(pointer, code, detail));
}
