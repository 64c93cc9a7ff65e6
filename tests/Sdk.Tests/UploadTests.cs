using System.Text;

namespace Cesuur.Sdk.Tests;

/// <summary>A request of several parts: JSON and files.</summary>
[Collection(ApiCollection.Name)]
public sealed class UploadTests(ApiFixture fixture)
{
    [Fact]
    public async Task An_account_request_goes_with_its_documents()
    {
        var sent = await fixture.Anonymous.Accounts.SubmitAccountRequestAsync(
            new AccountRequestSubmission
            {
                OrganisationName = "ROC Zuid",
                Contact = new AccountRequestContactSubmission { Name = "Jan Jansen", Email = "jan@example.org" },
                Licence = LicenceKind.Organisation,
                Fields = ["zorg-en-welzijn"],
                Users = [new AccountRequestUserSubmission { Name = "Noor de Vries", Email = "noor@example.org", Roles = [Role.Admin] }],
            },
            [new FileParameter(Pdf(), "form.pdf", "application/pdf")],
            [new FileParameter(Pdf(), "agreement.pdf", "application/pdf")]);

        var request = await fixture.Api.Operator.GetAsync($"/v1/platform/account-requests/{sent.Id}");
        Assert.Equal(("ROC Zuid", "application/pdf"), (request.Get("accountRequest.organisationName"), request.Get("users[0].files[1].contentType")));
    }

    private static MemoryStream Pdf() => new(Encoding.ASCII.GetBytes("%PDF-1.7\nxref\nstartxref\n9\n%%EOF\n"));
}
