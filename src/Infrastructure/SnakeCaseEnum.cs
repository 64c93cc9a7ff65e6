using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cesuur.Infrastructure;

/// <summary>Enum members as they are written, on the wire and in the database: <c>snake_case</c>, unless the member says otherwise.</summary>
public static class SnakeCaseEnum
{
    public static string Write<T>(T value)
        where T : struct, Enum => Names<T>.Written[value];

    public static T Read<T>(string text)
        where T : struct, Enum => Names<T>.Read[text];

    public static bool TryRead<T>(string text, out T value)
        where T : struct, Enum => Names<T>.Read.TryGetValue(text, out value);

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Written = Enum.GetValues<T>().ToDictionary(value => value, NameOf);

        public static readonly Dictionary<string, T> Read = Written.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

        private static string NameOf(T value) =>
            typeof(T).GetField(value.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
            ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
    }
}
