using Cesuur.Domain;
using Microsoft.AspNetCore.Http.Features;

namespace Cesuur.Api.Http;

/// <summary>A form with one file and some fields. The framework holds the file in a temporary one while the request lasts.</summary>
internal sealed class FileForm
{
    /// <summary>Bytes that a form takes besides its file.</summary>
    public const int Overhead = 64 * 1024;

    private const string FilePart = "file";

    private readonly IFormCollection _form;

    private FileForm(IFormCollection form) => _form = form;

    public IFormFile File => _form.Files[0];

    /// <summary>The field, or null where it is not there or empty.</summary>
    public string? this[string field] => _form[field] is [{ Length: > 0 } value] ? value : null;

    public static async Task<FileForm> ReadAsync(HttpRequest http, long maxSize, string[] fields, CancellationToken cancel)
    {
        if (!http.HasFormContentType)
        {
            throw new DomainException(HttpErrors.UnsupportedMediaType, "A form is expected, multipart/form-data.");
        }

        var form = await ReadAsync(http, new FormOptions { ValueCountLimit = 16, MultipartBodyLengthLimit = maxSize + Overhead }, cancel);
        var strange = form.Keys.Except(fields).Concat(form.Files.Select(file => file.Name).Where(name => name != FilePart)).ToList();
        if (strange.Count > 0)
        {
            throw new DomainException(HttpErrors.Invalid, errors: [.. strange.Select(name => new ErrorDetail($"/{name}", "unknown_member", "There is no such part."))]);
        }

        return form.Files.Count == 1 ? new FileForm(form) : throw HttpErrors.Member($"/{FilePart}", "required", "One file is expected.");
    }

    public static async Task<IFormCollection> ReadAsync(HttpRequest http, FormOptions options, CancellationToken cancel)
    {
        try
        {
            return await http.ReadFormAsync(options, cancel);
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new DomainException(HttpErrors.MalformedRequest, "The body is not well-formed multipart/form-data of at most so many parts.");
        }
    }
}
