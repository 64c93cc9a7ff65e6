using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.AccountRequests;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Cesuur.Infrastructure.Licensing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Cesuur.Api.AccountRequests;

/// <summary>Asks the operator for accounts (E): an organisation, its licence, the tests of some fields of study, and its first users.</summary>
internal sealed class SubmitAccountRequest : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/account-requests", Handle)
        .Public()
        .RequireRateLimiting(RateLimits.AccountRequests)
        .Accepts<AccountRequestUpload>("multipart/form-data")
        .WithMetadata(new RequestSizeLimitAttribute(AccountRequestReader.MaxSize))
        .Fails(
            HttpErrors.TooManyRequests, HttpErrors.MalformedRequest, HttpErrors.UnsupportedMediaType, HttpErrors.BodyTooLarge,
            AccountRequestErrors.Invalid, AccountRequestErrors.FileTooLarge, AccountRequestErrors.UnsupportedFileType);

    private static async Task<Created<AccountRequestReceipt>> Handle(
        HttpRequest http, AccountRequestReader reader, AppDb db, OperatorOrganisation platform, IFileStore files,
        AccountRequestMails mails, Audit audit, Clock clock, CancellationToken cancel)
    {
        var (asked, documents) = await reader.ReadAsync(http, cancel);
        List<WantedUser> wanted = [.. asked.Users.Select(user => new WantedUser(user.Name, user.Email, user.Roles, user.Fields))];
        var request = AccountRequest.Submit(
            asked.OrganisationName, new AccountRequestContact(asked.Contact.Name, asked.Contact.Email), asked.Language, asked.Licence, asked.Fields, wanted, clock.Now);
        List<AccountRequestUser> users = [.. wanted.Select((user, number) => AccountRequestUser.Of(request.Id, number, user))];
        var stored = new List<AccountRequestFile>();
        var isSaved = false;
        try
        {
            foreach (var document in documents)
            {
                stored.Add(await StoreAsync(document, users[document.UserNumber], files, cancel));
            }

            await db.EnterAsync(await platform.IdAsync(cancel), cancel);
            db.AccountRequests.Add(request);
            db.AccountRequestUsers.AddRange(users);
            db.AccountRequestFiles.AddRange(stored);
            mails.Received(request);
            audit.Log("account_request.submitted", request.Id);
            await db.SaveChangesAsync(cancel);
            isSaved = true;
        }
        finally
        {
            if (!isSaved)
            {
                foreach (var file in stored)
                {
                    await files.DeleteAsync(file.FileKey, CancellationToken.None);
                }
            }
        }

        return TypedResults.Created((string?)null, new AccountRequestReceipt { Id = request.Id, State = request.State });
    }

    private static async Task<AccountRequestFile> StoreAsync(
        UploadedDocument document, AccountRequestUser user, IFileStore files, CancellationToken cancel)
    {
        await using var content = document.File.OpenReadStream();
        var stored = (await files.SaveAsync(content, AccountRequestFile.MaxSize, cancel))!; // its length has been checked
        return AccountRequestFile.Receive(user, document.Kind, document.ContentType, stored.Size, stored.Checksum, stored.Key);
    }
}
