using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cesuur.Domain;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cesuur.Api.OpenApi;

/// <summary>Schemas of what converters of ours write, which the framework cannot see: ids, enums, times.</summary>
internal static class ValueSchemas
{
    private const string TypeIdSuffix = "_[0-7][0-9a-hjkmnp-tv-z]{25}$";

    public static Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var declared = context.JsonTypeInfo.Type;
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        var nullable = type != declared ? JsonSchemaType.Null : 0;
        if (context.JsonTypeInfo is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element } && IsId(element))
        {
            // The framework leaves out the items of a list whose schema it does not make a component of.
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = PatternOf(element) };
        }
        else if (context.JsonTypeInfo is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } part } && part == typeof(IFormFile))
        {
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        }
        else if (IsId(type))
        {
            schema.Type = JsonSchemaType.String | nullable;
            if (schema.Description?.StartsWith("The id of a T", StringComparison.Ordinal) == true)
            {
                schema.Description = null; // the type's own comment, for those who read the code
            }

            schema.Pattern = PatternOf(type);
        }
        else if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String; // shared by all that refer to it; where null is possible the reference says so
            schema.Enum = schema.Enum?.Where(value => value is not null && !JsonNullSentinel.IsJsonNullSentinel(value)).ToList();
        }
        else if (type == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | nullable;
            schema.Format = "date-time";
        }
        else if (schema is { AdditionalProperties: not null, MaxLength: { } members })
        {
            (schema.MaxLength, schema.MaxProperties) = (null, members); // a dictionary's [MaxLength]
        }

        return Task.CompletedTask;
    }

    /// <summary>None for what is written in place instead of as a component: ids, JSON of any shape, files.</summary>
    public static string? ReferenceIdOf(JsonTypeInfo info)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        return IsId(type) || type == typeof(JsonElement) || type == typeof(Stream) || type == typeof(IFormFile) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(info);
    }

    private static bool IsId(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Id<>);

    private static string PatternOf(Type id) =>
        $"^{(string)id.GenericTypeArguments[0].GetProperty(nameof(IIdentified.IdPrefix))!.GetValue(null)!}{TypeIdSuffix}";
}
