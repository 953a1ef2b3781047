"""Trains the last layer of a frozen ResNet-50 as the Python original does on a CPU; prints images per second.

python train_original.py FOLDER [STEPS] - FOLDER has one folder per class. Every image goes through the whole net in every
epoch, batches of 120, its augmentation done in between (no workers); the images are in memory before the clock starts.
"""
import pathlib, sys, time
import torch, torchvision
from PIL import Image
from torchvision import transforms as t

folder, steps, batch = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 6, 120
torch.manual_seed(7)
names = sorted(place.name for place in folder.iterdir())
files = sorted(folder.rglob("*.jpg"))
files = files[:: max(1, len(files) // (batch * (steps + 1)))][: batch * (steps + 1)]
images = [Image.open(file).convert("RGB").resize((224, 224)) for file in files]
labels = torch.tensor([names.index(file.parent.name) for file in files])
augment = t.Compose([
    t.RandomApply([
        t.RandomPerspective(0.3, p=0.2), t.RandomHorizontalFlip(), t.ColorJitter(brightness=0.4, contrast=0.4),
        t.RandomRotation(30), t.RandomResizedCrop(224)], p=0.2),
    t.ToTensor(), t.Normalize([0.476, 0.452, 0.392], [0.235, 0.231, 0.229])])
model = torchvision.models.resnet50(weights=None)
for parameter in model.parameters():
    parameter.requires_grad = False
model.fc = torch.nn.Linear(model.fc.in_features, len(names))
optimizer = torch.optim.Adam(model.fc.parameters(), lr=0.001)
loss_fn = torch.nn.CrossEntropyLoss()
model.train()
times = []
for first in range(0, len(images) - batch + 1, batch):
    begun = time.perf_counter()
    inputs = torch.stack([augment(image) for image in images[first:first + batch]])
    optimizer.zero_grad()
    loss = loss_fn(model(inputs), labels[first:first + batch])
    loss.backward()
    optimizer.step()
    loss.item()
    times.append(time.perf_counter() - begun)
median = sorted(times[1:])[len(times[1:]) // 2]
print(f"the original's loop, torch {torch.__version__}, torchvision {torchvision.__version__}, {torch.get_num_threads()} threads: "
      f"{batch / median:.1f} images per second (median of {len(times) - 1} steps, {median:.3f} s a step)")
