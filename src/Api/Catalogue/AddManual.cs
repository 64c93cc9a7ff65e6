using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Cesuur.Api.Catalogue;

/// <summary>Adds a manual or the general rating model, a PDF, to a test of the organisation's own.</summary>
internal sealed class AddManual : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tests/{testId}/manuals", Handle)
        .Accepts<ManualForm>("multipart/form-data")
        .WithMetadata(new RequestSizeLimitAttribute(Manual.MaxSize + FileForm.Overhead))
        .Requires(Permission.TestsWrite)
        .Fails(
            HttpErrors.NotFound, HttpErrors.Invalid, HttpErrors.MalformedRequest, HttpErrors.UnsupportedMediaType, HttpErrors.BodyTooLarge,
            ManualErrors.NotPdf);

    private static async Task<Created<ManualResponse>> Handle(
        Id<Test> testId, HttpRequest http, AppDb db, NewFiles files, Audit audit, Clock clock, CancellationToken cancel)
    {
        await db.Tests.Where(test => test.Id == testId && test.TenantId == db.TenantId).RequireAsync(cancel);
        var upload = await FileForm.ReadAsync(http, Manual.MaxSize, ["title", "language", "kind"], cancel);
        var form = new ManualForm
        {
            File = upload.File,
            Title = upload["title"] ?? "",
            Language = upload["language"] ?? "",
            Kind = Filters.Enum<ManualKind>("/kind", upload["kind"] ?? "")!.Value,
        };
        if (Validation.Check(form).ToList() is { Count: > 0 } wrong)
        {
            throw new DomainException(HttpErrors.Invalid, errors: wrong);
        }

        await using var content = form.File.OpenReadStream();
        if (DocumentContent.TypeOf(content) != DocumentContent.Pdf)
        {
            throw new DomainException(ManualErrors.NotPdf);
        }

        content.Position = 0;
        await using var stored = await files.SaveAsync(content, Manual.MaxSize, cancel) ?? throw new DomainException(HttpErrors.BodyTooLarge);
        var manual = Manual.Add(testId, form.Kind, form.Title, form.Language, stored.Size, stored.Checksum, stored.Key, clock.Now);
        db.Manuals.Add(manual);
        stored.Take();
        audit.Log("manual.added", manual.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.Created($"/v1/tests/{testId}/manuals/{manual.Id}", ManualResponse.From(manual));
    }
}
