using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cesuur.Infrastructure.Files;

public static class FileServices
{
    public static S3Options S3Of(IConfiguration configuration) => configuration.GetSection("Files:S3").Get<S3Options>() ?? new S3Options();

    /// <summary>The store of files: a bucket where one is configured, else the folder.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services, IConfiguration configuration, string defaultFolder) => services
        .AddSingleton<IFileStore>(_ => S3Of(configuration) is { Bucket.Length: > 0 } s3
            ? new S3FileStore(s3)
            : new FolderFileStore(configuration["Files:Folder"] ?? defaultFolder))
        .AddScoped<NewFiles>()
        .AddSingleton(_ => new Ffprobe(configuration["Media:Ffprobe"] ?? "ffprobe"))
        .AddSingleton(provider => new SoundMeter(configuration["Media:Ffmpeg"] ?? "ffmpeg", provider.GetRequiredService<ILogger<SoundMeter>>()))
        .AddSingleton<MediaInspector>();
}
