using System.Net;
using Cesuur.Testing;

namespace Cesuur.Sdk.Tests;

/// <summary>A partner's program, which works for several organisations with one key.</summary>
[Collection(ApiCollection.Name)]
public sealed class PartnerTests(ApiFixture fixture)
{
    [Fact]
    public async Task A_client_works_for_the_organisation_it_names()
    {
        var one = await fixture.Api.OrganisationAsync();
        var two = await fixture.Api.OrganisationAsync();
        var partner = await TestPartner.CreateAsync(fixture.Api);
        await partner.GrantedAsync(one, "candidates:read", "candidates:write");
        await partner.GrantedAsync(two, "candidates:read");

        using var first = new CesuurClient(new CesuurOptions { Address = fixture.Api.Address, Credential = partner.Key, Organisation = one.Id });
        using var second = first.WithOrganisation(two.Id);
        var created = await first.People.CreateCandidateAsync(new CandidateRequest { Name = "Amira Haddad" });
        Assert.Equal(created.Id, Assert.Single((await first.People.ListCandidatesAsync()).Data).Id);
        Assert.Empty((await second.People.ListCandidatesAsync()).Data);

        var refusal = await Assert.ThrowsAsync<CesuurException>(() => second.People.CreateCandidateAsync(new CandidateRequest { Name = "Amira Haddad" }));
        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), (refusal.Status, refusal.Code));
        using var nobody = first.WithOrganisation(null);
        Assert.Equal("organisation_header_needed", (await Assert.ThrowsAsync<CesuurException>(() => nobody.People.ListCandidatesAsync())).Code);
    }
}
