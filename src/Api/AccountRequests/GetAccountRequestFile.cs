using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.AccountRequests;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.AccountRequests;

/// <summary>A signed document, to be saved and not to be shown in place: it comes from a stranger.</summary>
internal sealed class GetAccountRequestFile : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/account-requests/{requestId}/files/{fileId}", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound);

    private static async Task<FileStreamHttpResult> Handle(
        Id<AccountRequest> requestId, Id<AccountRequestFile> fileId, AppDb db, IFileStore files, CancellationToken cancel)
    {
        var file = await db.AccountRequestFiles.AsNoTracking().Where(file => file.Id == fileId && file.RequestId == requestId).RequireAsync(cancel);
        var extension = file.ContentType.Split('/')[1];
        return TypedResults.Stream(
            await files.OpenAsync(file.FileKey, cancel), file.ContentType, $"{requestId}-{file.UserNumber + 1}-{SnakeCaseEnum.Write(file.Kind)}.{extension}");
    }
}
