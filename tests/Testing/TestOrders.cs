namespace Cesuur.Testing;

/// <summary>Orders as buyers make them, and what they are mailed.</summary>
public static class TestOrders
{
    /// <summary>The token as the second mail of a paid order has it; null when there was none.</summary>
    public static async Task<string?> MailedTokenAsync(this TestApi api, string email)
    {
        var (_, body) = (await api.MailsAsync(email)).FirstOrDefault(mail => mail.Subject is "Uw token" or "Your token");
        return body?.Split('\n').First(line => line.Length == 23 && line[5] == '-' && line[11] == '-' && line[17] == '-');
    }

    /// <summary>An order of credits that is paid online, and the address that it is mailed to.</summary>
    public static async Task<(string Id, string Email)> OrderCreditsAsync(this TestOrganisation school, int quantity, string language = "nl")
    {
        var email = $"{Guid.CreateVersion7():N}@example.org";
        var placed = await school.Admin.PostAsync("/v1/credits/orders", new
        {
            quantity,
            method = "online",
            email,
            language,
            successUrl = "https://school.example/thanks",
            cancelUrl = "https://school.example/back",
        });
        return (placed.Get("id"), email);
    }

    /// <summary>The order once a condition holds; what follows from a payment follows a moment later.</summary>
    public static async Task<Answer> OperatorOrderAsync(this TestApi api, string orderId, Func<Answer, bool> until)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var order = await api.Operator.GetAsync($"/v1/platform/orders/{orderId}");
            if (until(order))
            {
                return order;
            }

            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"The order did not come to it: {order.Text}");
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }
}
