using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Catalogue;

[Collection(ApiCollection.Name)]
public sealed class ManualTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_manual_is_listed_and_downloaded_by_a_school_that_uses_the_test()
    {
        var publisher = await _api.OrganisationAsync();
        var test = await publisher.OwnTestAsync();
        var manual = (await publisher.AddManualAsync(test, language: "nl-NL")).Expect(HttpStatusCode.Created);
        var school = await _api.OrganisationAsync();
        var path = $"/v1/tests/{test}/manuals";

        (await school.Admin.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.NotFound);
        (await school.Admin.SendAsync(HttpMethod.Get, manual.Headers.Location!.ToString())).Expect(HttpStatusCode.NotFound);

        await _api.Operator.PostAsync($"/v1/platform/organisations/{school.Id}/entitlements", new { publisherId = publisher.Id, testId = test });
        var listed = await school.Admin.GetAsync(path);
        Assert.Equal((manual.Get("id"), "manual", "nl-NL", "Handleiding"), (
            listed.Get("data[0].id"), listed.Get("data[0].kind"), listed.Get("data[0].language"), listed.Get("data[0].title")));
        var file = await school.Admin.GetAsync(manual.Headers.Location!.ToString());
        Assert.Equal("application/pdf", file.ContentType);
        Assert.Equal(TestMedia.Pdf(), file.Bytes);
    }

    [Fact]
    public async Task The_rating_model_is_for_who_rates_or_writes_tests()
    {
        var publisher = await _api.OrganisationAsync();
        var test = await publisher.OwnTestAsync();
        await publisher.AddManualAsync(test, title: "A");
        var model = (await publisher.AddManualAsync(test, kind: "rating_model", title: "B")).Headers.Location!.ToString();
        var teacher = await publisher.UserAsync(["teacher"]);
        var invigilator = await publisher.UserAsync(["invigilator"]);

        Assert.Equal(2, (await teacher.Client.GetAsync($"/v1/tests/{test}/manuals")).Json["data"]!.AsArray().Count);
        await teacher.Client.GetAsync(model);
        Assert.Equal("manual", Assert.Single((await invigilator.Client.GetAsync($"/v1/tests/{test}/manuals")).Json["data"]!.AsArray())!["kind"]!.ToString());
        (await invigilator.Client.SendAsync(HttpMethod.Get, model)).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_no_PDF_or_is_not_described_is_refused()
    {
        var publisher = await _api.OrganisationAsync();
        var test = await publisher.OwnTestAsync();

        (await publisher.AddManualAsync(test, content: TestMedia.Png())).Expect(HttpStatusCode.UnprocessableEntity, "manual_not_pdf");
        (await publisher.AddManualAsync(test, kind: "key")).Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        (await publisher.AddManualAsync(test, title: "")).Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        (await publisher.AddManualAsync(test, language: "Nederlands, vereenvoudigd")).Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        Assert.Empty((await publisher.Admin.GetAsync($"/v1/tests/{test}/manuals")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task Only_the_publisher_adds_and_deletes()
    {
        var publisher = await _api.OrganisationAsync();
        var test = await publisher.OwnTestAsync();
        var manual = (await publisher.AddManualAsync(test)).Headers.Location!.ToString();
        var school = await _api.OrganisationAsync();
        await _api.Operator.PostAsync($"/v1/platform/organisations/{school.Id}/entitlements", new { publisherId = publisher.Id });

        (await school.AddManualAsync(test)).Expect(HttpStatusCode.NotFound);
        (await school.Admin.SendAsync(HttpMethod.Delete, manual)).Expect(HttpStatusCode.NotFound);
        (await publisher.Admin.SendAsync(HttpMethod.Delete, manual)).Expect(HttpStatusCode.NoContent);
        (await publisher.Admin.SendAsync(HttpMethod.Get, manual)).Expect(HttpStatusCode.NotFound);
    }
}
