using Cesuur.Api.Host;
using Cesuur.Api.OpenApi;
using Cesuur.Infrastructure.Database.Embedded;
using Microsoft.AspNetCore.Connections;

if (args is [DocumentFiles.Option, var folder])
{
    await DocumentFiles.WriteAsync(folder);
    return 0;
}

try
{
    if (args is ["--migrate", ..])
    {
        await CesuurHost.MigrateAsync(args[1..]);
        return 0;
    }

    if (args is ["--operator-key", ..])
    {
        Console.WriteLine(await CesuurHost.CreateOperatorKeyAsync(args[1..]));
        return 0;
    }

    await using var app = await CesuurHost.BuildAsync(args);
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is StartException or EmbeddedPostgresException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{e.Message} Choose another with --urls http://localhost:5081.");
    return 1;
}
