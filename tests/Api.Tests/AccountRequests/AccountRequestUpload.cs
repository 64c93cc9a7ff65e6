using System.Net.Http.Headers;
using System.Text.Json;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.AccountRequests;

/// <summary>An upload in the making: in order, unless something in it is changed.</summary>
internal sealed class AccountRequestUpload
{
    public AccountRequestUpload(params object[] users)
    {
        Users = users.Length > 0 ? users : [User("admin", "teacher")];
        Forms = [.. Users.Select(_ => Documents.Pdf())];
        Agreements = [.. Users.Select(_ => Documents.Png)];
    }

    public string OrganisationName { get; init; } = $"ROC {Guid.CreateVersion7():N}";

    public string ContactEmail { get; init; } = $"{Guid.CreateVersion7():N}@example.org";

    public string? Language { get; init; } = "nl";

    public string Licence { get; init; } = "organisation";

    public string[] Fields { get; init; } = ["zorg-en-welzijn", "techniek"];

    public object[] Users { get; init; }

    /// <summary>Instead of what the other members say.</summary>
    public string? RequestText { get; init; }

    public List<byte[]> Forms { get; }

    public List<byte[]> Agreements { get; }

    public static object User(params string[] roles) => new { name = "Noor de Vries", email = $"{Guid.CreateVersion7():N}@example.org", roles };

    public Task<Answer> SendAsync(TestApi api) => api.Client(null).SendAsync(HttpMethod.Post, "/v1/account-requests", Content());

    /// <summary>Sends it, and it is taken; its id.</summary>
    public async Task<string> TakenAsync(TestApi api) => (await SendAsync(api)).Expect(System.Net.HttpStatusCode.Created).Get("id");

    public MultipartFormDataContent Content()
    {
        var content = new MultipartFormDataContent
        {
            { new StringContent(RequestText ?? JsonSerializer.Serialize(new
            {
                organisationName = OrganisationName,
                contact = new { name = "Jan Jansen", email = ContactEmail },
                language = Language,
                licence = Licence,
                fields = Fields,
                users = Users,
            }), MediaTypeHeaderValue.Parse("application/json")), "request" },
        };
        Forms.ForEach(form => content.Add(File(form), "forms", "form.pdf"));
        Agreements.ForEach(agreement => content.Add(File(agreement), "nonDisclosureAgreements", "scan.pdf"));
        return content;
    }

    private static ByteArrayContent File(byte[] bytes) => new(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/pdf") } };
}
