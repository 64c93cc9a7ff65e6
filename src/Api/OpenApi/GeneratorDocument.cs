using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cesuur.Api.OpenApi;

/// <summary>
/// The 3.0 document in the shape from which generators make plain types: no unions with null, no room for
/// unknown members, one kind of request body, one description of all problems.
/// </summary>
internal static class GeneratorDocument
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Normalise(JsonObject document)
    {
        document.Remove("webhooks");
        document.Remove("x-webhooks");
        LeaveOutStreams(document["paths"]!.AsObject());
        foreach (var operation in from path in document["paths"]!.AsObject()
                                  from method in path.Value!.AsObject()
                                  select method.Value!.AsObject())
        {
            LeaveOutOrganisation(operation["parameters"]?.AsArray());
            KeepOneProblem(operation["responses"]!.AsObject());
            KeepOneAnswer(operation["responses"]!["200"]?["content"]?.AsObject());
            KeepOneFileType(operation["requestBody"]?["content"]?.AsObject());
        }

        Walk(document);
        return document.ToJsonString(Indented);
    }

    // No generator makes an iterator of a stream; the clients have theirs by hand.
    private static void LeaveOutStreams(JsonObject paths)
    {
        foreach (var (path, methods) in paths.ToList())
        {
            var answer = methods!["get"]?["responses"]?["200"]?["content"]?.AsObject();
            if (answer is { Count: 1 } && answer.ContainsKey(EventStreamDocs.MediaType))
            {
                paths.Remove(path);
            }
        }
    }

    // A client says once for whom it works, and not at every call.
    private static void LeaveOutOrganisation(JsonArray? parameters) =>
        parameters?.RemoveAll(parameter => (string?)parameter!["$ref"] == $"#/components/parameters/{PartnerDocs.Parameter}");

    // Every refusal has the same type, so that one default says it all.
    private static void KeepOneProblem(JsonObject responses)
    {
        foreach (var (status, response) in responses.Where(response => response.Key[0] is '4' or '5').ToList())
        {
            responses.Remove(status);
            response!["description"] = "A problem.";
            response.AsObject().Remove("headers");
            responses["default"] = response;
        }
    }

    // What can be had as JSON and as a file has one type for a client: that of the JSON.
    private static void KeepOneAnswer(JsonObject? content)
    {
        if (content?.ContainsKey("application/json") == true)
        {
            foreach (var (type, _) in content.Where(format => format.Key != "application/json").ToList())
            {
                content.Remove(type);
            }
        }
    }

    private static void KeepOneFileType(JsonObject? content)
    {
        if (content?.First().Value!["schema"] is { } schema && (string?)schema["format"] == "binary")
        {
            var file = content.First().Value!.DeepClone();
            content.Clear();
            content["application/octet-stream"] = file;
        }
    }

    private static void Walk(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray array:
                foreach (var entry in array)
                {
                    Walk(entry);
                }

                break;
            case JsonObject schema:
                FlattenNull(schema);
                if (schema["properties"] is JsonObject && schema["additionalProperties"] is null)
                {
                    schema["additionalProperties"] = false;
                }

                foreach (var (_, value) in schema.ToList())
                {
                    Walk(value);
                }

                break;
        }
    }

    // Out of `oneOf: [null, X]` NSwag makes an empty class of its own.
    private static void FlattenNull(JsonObject schema)
    {
        if (schema["oneOf"] is JsonArray { Count: 2 } union
            && union.SingleOrDefault(part => part!["$ref"] is not null) is { } reference)
        {
            schema.Remove("oneOf");
            schema["nullable"] = true;
            schema["allOf"] = new JsonArray(reference.DeepClone());
        }
    }
}
