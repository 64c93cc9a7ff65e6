using System.Globalization;
using Cesuur.Domain;
using Cesuur.Infrastructure;

namespace Cesuur.Api.Http;

/// <summary>What is wrong with a request (RFC 9457), as <c>application/problem+json</c>.</summary>
public sealed record Problem
{
    /// <summary>The identity of the kind of problem: <c>urn:cesuur:error:</c> and the code.</summary>
    public required string Type { get; init; }

    /// <summary>What the kind of problem is, in a few words; the same for every occurrence.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What went wrong this time.</summary>
    public required string Detail { get; init; }

    /// <summary>The path that was asked for.</summary>
    public required string Instance { get; init; }

    /// <summary>The stable code to branch on.</summary>
    public required string Code { get; init; }

    /// <summary>The request's id, as in the <c>Request-Id</c> header; name it when you ask for help.</summary>
    public required string RequestId { get; init; }

    /// <summary>The places in the request that are wrong.</summary>
    public IReadOnlyList<ProblemDetail> Errors { get; init; } = [];
}

/// <summary>One wrong place in a request.</summary>
public sealed record ProblemDetail
{
    /// <summary>JSON Pointer (RFC 6901) into the body, or the name of a query parameter.</summary>
    public required string Pointer { get; init; }

    /// <summary>The stable code of what is wrong there.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong there, in words.</summary>
    public required string Detail { get; init; }
}

internal static class Problems
{
    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Malformed => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Stale => StatusCodes.Status412PreconditionFailed,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        ErrorKind.RangeNotSatisfiable => StatusCodes.Status416RangeNotSatisfiable,
        ErrorKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.Throttled => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    public static async Task WriteAsync(HttpContext context, DomainException exception)
    {
        var status = StatusOf(exception.Error.Kind);
        context.Response.StatusCode = status;
        if (status is StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        if (status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests && context.Response.Headers.RetryAfter.Count == 0)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling((exception.RetryAfter ?? TimeSpan.FromSeconds(1)).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        await context.Response.WriteAsJsonAsync(
            new Problem
            {
                Type = $"urn:cesuur:error:{exception.Error.Code}",
                Title = exception.Error.Title,
                Status = status,
                Detail = exception.Message,
                Instance = context.Request.Path,
                Code = exception.Error.Code,
                RequestId = RequestIds.Of(context),
                Errors = [.. exception.Errors.Select(error => new ProblemDetail { Pointer = error.Pointer, Code = error.Code, Detail = error.Detail })],
            },
            Json.Options,
            "application/problem+json");
    }
}
