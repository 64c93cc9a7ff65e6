using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.AccountRequests;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Cesuur.Api.AccountRequests;

/// <summary>A document of the upload, found to be of a type that is taken.</summary>
internal sealed record UploadedDocument(int UserNumber, AccountRequestFileKind Kind, IFormFile File, string ContentType);

/// <summary>The upload, read and found in order.</summary>
internal sealed record ReadAccountRequest(AccountRequestSubmission Request, IReadOnlyList<UploadedDocument> Documents);

/// <summary>
/// Reads the parts of an upload, which the framework holds in temporary files while the request lasts: nothing is
/// stored before all of it is in order.
/// </summary>
internal sealed class AccountRequestReader(IOptions<JsonOptions> json)
{
    /// <summary>Bytes, of all parts together.</summary>
    public const long MaxSize = 100 * 1024 * 1024;

    private const string Request = "request";
    private const string Forms = "forms";
    private const string NonDisclosureAgreements = "nonDisclosureAgreements";
    private const int MaxRequestSize = 256 * 1024;

    private static readonly FormOptions Options = new()
    {
        ValueCountLimit = 2 * AccountRequest.MaxUsers + 8, // some to spare, so that a strange part is named
        ValueLengthLimit = MaxRequestSize,
        MultipartBodyLengthLimit = MaxSize,
    };

    public async Task<ReadAccountRequest> ReadAsync(HttpRequest http, CancellationToken cancel)
    {
        var form = await FileForm.ReadAsync(http, Options, cancel);
        var strange = form.Keys.Concat(form.Files.Select(file => file.Name)).Except([Request, Forms, NonDisclosureAgreements]).ToList();
        if (strange.Count > 0)
        {
            throw new DomainException(HttpErrors.Invalid, errors: [.. strange.Select(name => new ErrorDetail($"/{name}", "unknown_member", "There is no such part."))]);
        }

        var request = await ReadRequestAsync(form, cancel);
        var documents = Documents(form, Forms, AccountRequestFileKind.Form, request.Users.Count)
            .Concat(Documents(form, NonDisclosureAgreements, AccountRequestFileKind.NonDisclosureAgreement, request.Users.Count))
            .ToList();
        return new ReadAccountRequest(request, documents);
    }

    // Some clients can give a part its content type only by sending it as a file.
    private async Task<AccountRequestSubmission> ReadRequestAsync(IFormCollection form, CancellationToken cancel)
    {
        AccountRequestSubmission? request;
        if (form.Files.GetFile(Request) is { } file)
        {
            if (file.Length > MaxRequestSize)
            {
                throw new DomainException(HttpErrors.BodyTooLarge, "The part request is too large.");
            }

            await using var content = file.OpenReadStream();
            request = await JsonSerializer.DeserializeAsync<AccountRequestSubmission>(content, json.Value.SerializerOptions, cancel);
        }
        else
        {
            request = form[Request] is [{ } text]
                ? JsonSerializer.Deserialize<AccountRequestSubmission>(text, json.Value.SerializerOptions)
                : throw HttpErrors.Member($"/{Request}", "required", "The part with the request itself is missing, or is there more than once.");
        }

        if (request is null)
        {
            throw HttpErrors.Member("", "invalid_value", "An object is expected.");
        }

        List<ErrorDetail> wrong =
        [
            .. Validation.Check(request),
            .. Validation.Check(request.Contact, "/contact"),
            .. request.Users.SelectMany((user, index) => Validation.Check(user, $"/users/{index}")),
        ];
        return wrong.Count == 0 ? request : throw new DomainException(HttpErrors.Invalid, errors: wrong);
    }

    private static IEnumerable<UploadedDocument> Documents(IFormCollection form, string part, AccountRequestFileKind kind, int users)
    {
        var files = form.Files.GetFiles(part);
        if (files.Count != users)
        {
            throw HttpErrors.Member($"/{part}", "wrong_number", $"There are {users} users and {files.Count} of these: one is expected for each user.");
        }

        return files.Select((file, index) => new UploadedDocument(index, kind, file, TypeOf(file, $"/{part}/{index}")));
    }

    private static string TypeOf(IFormFile file, string pointer)
    {
        if (file.Length > AccountRequestFile.MaxSize)
        {
            throw Refusal(AccountRequestErrors.FileTooLarge, pointer);
        }

        using var content = file.OpenReadStream();
        return DocumentContent.TypeOf(content) ?? throw Refusal(AccountRequestErrors.UnsupportedFileType, pointer);
    }

    private static DomainException Refusal(DomainError error, string pointer) => new(error, errors: new ErrorDetail(pointer, error.Code, error.Title + "."));
}
