namespace Cesuur.Testing;

/// <summary>An LMS vendor with a key.</summary>
public sealed class TestPartner(TestApi api, string id, string keyId, string key)
{
    public string Id => id;

    public string KeyId => keyId;

    public string Key => key;

    /// <summary>Calls for no organisation.</summary>
    public TestClient Client { get; } = api.Client(key);

    /// <summary>Calls for this organisation.</summary>
    public TestClient For(string organisationId) => new(api.Address, key, organisationId);

    public static async Task<TestPartner> CreateAsync(TestApi api, string name = "Leerplein")
    {
        var created = await api.Operator.PostAsync("/v1/platform/partners", new { name });
        return new TestPartner(api, created.Get("partner.id"), created.Get("partnerKey.id"), created.Get("key"));
    }

    /// <summary>Has the organisation grant these scopes; the grant's id.</summary>
    public async Task<string> GrantedAsync(TestOrganisation organisation, params string[] scopes) =>
        (await organisation.Admin.PostAsync("/v1/partner-grants", new { partnerId = id, scopes })).Get("id");
}
