using System.Text.Json;
using System.Text.RegularExpressions;
using Cesuur.Domain;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cesuur.Api.Http;

/// <summary>The one place where exceptions become answers. Nothing of the database or of the code is told.</summary>
internal sealed partial class ProblemHandler(ILogger<ProblemHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = Translate(httpContext, exception);
        if (problem.Error.Kind is ErrorKind.Internal or ErrorKind.Unavailable)
        {
            log.LogError(exception, "{Method} {Path} failed", httpContext.Request.Method, httpContext.Request.Path);
        }

        await Problems.WriteAsync(httpContext, problem);
        return true;
    }

    private static DomainException Translate(HttpContext context, Exception exception) => exception switch
    {
        DomainException domain => domain,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(HttpErrors.BodyTooLarge),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => new(HttpErrors.UnsupportedMediaType),
        BadHttpRequestException { InnerException: JsonException json } => OfJson(json),
        JsonException json => OfJson(json),
        BadHttpRequestException bad => OfRequest(bad),
        DbUpdateConcurrencyException => new(context.Request.Headers.IfMatch.Count > 0 ? HttpErrors.Stale : HttpErrors.ConcurrentChange),
        // EF Core wraps what goes wrong at saving, and once more what may pass.
        DbUpdateException or InvalidOperationException when exception.InnerException is DbUpdateException or NpgsqlException => Translate(context, exception.InnerException),
        PostgresException postgres => OfDatabase(postgres),
        NpgsqlException or TimeoutException => new(HttpErrors.DatabaseUnavailable),
        _ => new(HttpErrors.Internal),
    };

    private static DomainException OfDatabase(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation when UniqueConstraints.ErrorOf(exception.ConstraintName) is { } error => new(error),
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => new(HttpErrors.ConcurrentChange),
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter =>
            new(HttpErrors.Invalid, "A text holds a character that no text can hold, such as U+0000."),
        "57P01" or "57P02" or "57P03" => new(HttpErrors.DatabaseUnavailable),
        ['5', '3', ..] => new(HttpErrors.DatabaseUnavailable), // it has too many connections, or no room left
        _ => new(HttpErrors.Internal),
    };

    // The framework says in words which parameter it could not read; they are for its developers, so only the name is kept.
    private static DomainException OfRequest(BadHttpRequestException exception)
    {
        if (exception.Message.Contains("no body was provided", StringComparison.Ordinal))
        {
            return new DomainException(HttpErrors.MalformedJson, "A JSON body is expected.");
        }

        var parameter = Parameter().Match(exception.Message) is { Success: true } match ? JsonNamingPolicy.CamelCase.ConvertName(match.Groups[1].Value) : null;
        return parameter is null
            ? new DomainException(HttpErrors.MalformedRequest)
            : new DomainException(HttpErrors.MalformedRequest, errors: new ErrorDetail(parameter, "invalid_value", "This parameter is missing or cannot be read."));
    }

    // System.Text.Json tells by path and message what it could not read; a contract test holds its words.
    private static DomainException OfJson(JsonException exception)
    {
        if ("JsonReaderException" is var reader && (exception.GetType().Name == reader || exception.InnerException?.GetType().Name == reader))
        {
            return new DomainException(HttpErrors.MalformedJson);
        }

        var pointer = PointerOf(exception.Path);
        if (exception.Message.Contains("missing required properties", StringComparison.Ordinal))
        {
            var names = Quoted().Matches(exception.Message.Split("including:")[^1]).Select(match => match.Groups[1].Value);
            return new DomainException(HttpErrors.Invalid, errors:
                [.. names.Select(name => new ErrorDetail($"{pointer}/{name}", "required", "This member is required."))]);
        }

        return exception.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal)
            ? HttpErrors.Member(pointer, "unknown_member", "There is no such member.")
            : HttpErrors.Member(pointer, "invalid_value", "This value is not of the type that is expected here.");
    }

    /// <summary><c>$.items[0].name</c> as <c>/items/0/name</c>.</summary>
    private static string PointerOf(string? path) =>
        path is null or "$" ? "" : Segment().Replace(path[1..], match => "/" + match.Groups[1].Value + match.Groups[2].Value + match.Groups[3].Value);

    [GeneratedRegex(@"\['([^']*)'\]|\[(\d+)\]|\.([^.\[]+)")]
    private static partial Regex Segment();

    [GeneratedRegex("parameter \"\\S+ (\\w+)\"")]
    private static partial Regex Parameter();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
