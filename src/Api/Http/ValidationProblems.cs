using Cesuur.Domain;

namespace Cesuur.Api.Http;

/// <summary>Writes what the framework's validation found as a problem of ours: 422, JSON Pointers, codes.</summary>
internal sealed class ValidationProblems : IProblemDetailsService
{
    public async ValueTask WriteAsync(ProblemDetailsContext context) => await TryWriteAsync(context);

    public async ValueTask<bool> TryWriteAsync(ProblemDetailsContext context)
    {
        if (context.ProblemDetails is not HttpValidationProblemDetails validation)
        {
            return false;
        }

        await Problems.WriteAsync(context.HttpContext, new DomainException(HttpErrors.Invalid, errors:
        [
            .. from member in validation.Errors
               from message in member.Value
               select new ErrorDetail(PointerOf(member.Key), "invalid_value", message),
        ]));
        return true;
    }

    /// <summary><c>Candidates[0].Name</c> as <c>/candidates/0/name</c>.</summary>
    private static string PointerOf(string member) => "/" + string.Join('/', member
        .Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)
        .Split('.').Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName));
}
