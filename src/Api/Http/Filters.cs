using Cesuur.Infrastructure;

namespace Cesuur.Api.Http;

internal static class Filters
{
    /// <summary>An enum in the query string, in snake_case as everywhere.</summary>
    public static T? Enum<T>(string name, string? text)
        where T : struct, System.Enum
    {
        if (text is null)
        {
            return null;
        }

        return SnakeCaseEnum.TryRead<T>(text, out var value)
            ? value
            : throw HttpErrors.Member(name, "invalid_value", $"One of {string.Join(", ", System.Enum.GetValues<T>().Select(SnakeCaseEnum.Write))} is expected.");
    }
}
